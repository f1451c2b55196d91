package org.fairlead.server.core.apple.profile;

import java.util.Map;

/** Makes the file of a configuration profile: a property list, signed. */
@FunctionalInterface
public interface ProfileSigner {
    byte[] signed(Map<String, Object> profile);
}
