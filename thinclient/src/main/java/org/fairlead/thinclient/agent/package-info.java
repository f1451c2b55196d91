/** The way to the server: enrolment, pinned TLS, the session's transport. */
@NullMarked
package org.fairlead.thinclient.agent;

import org.jspecify.annotations.NullMarked;
