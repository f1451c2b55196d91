/** Network level authentication: CredSSP (MS-CSSP) with NTLMv2 (MS-NLMP), raw or inside SPNEGO (MS-SPNG). */
@NullMarked
package org.fairlead.rdp.auth;

import org.jspecify.annotations.NullMarked;
