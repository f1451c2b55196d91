/** Apple's formats and services: property lists, CMS, SCEP, enrolment profiles, APNs. */
@NullMarked
package org.fairlead.server.apple;

import org.jspecify.annotations.NullMarked;
