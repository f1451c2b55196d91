package org.fairlead.android.core.device;

import org.jspecify.annotations.Nullable;

/**
 * What the decisions need to know of the phone at this moment.
 *
 * @param api Android's API level, 26 or more
 * @param secure a screen lock is set
 * @param resetToken the token for new passwords is set and active
 * @param camera the agent may use the camera, and there is one at the front
 * @param location the agent may ask for the position
 * @param locationOn the user has switched location on
 * @param otherOwner name of another management system that owns the device or profile, null for none
 */
public record Facts(
        Mode mode,
        int api,
        boolean secure,
        boolean resetToken,
        boolean camera,
        boolean location,
        boolean locationOn,
        @Nullable String otherOwner) {}
