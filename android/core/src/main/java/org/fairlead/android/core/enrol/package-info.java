/** From the pasted link to an identity: reading the link, meeting the server, enrolment. */
@NullMarked
package org.fairlead.android.core.enrol;

import org.jspecify.annotations.NullMarked;
