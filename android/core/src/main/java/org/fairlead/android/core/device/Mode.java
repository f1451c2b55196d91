package org.fairlead.android.core.device;

/** How much of the phone the agent may manage; wire names are given by {@link #wire}. */
public enum Mode {
    /** Installed, but not activated as device administrator. */
    NONE("none"),
    /** Device administrator: lock, alarm, watching the unlock attempts. */
    ADMIN("admin"),
    /** Owner of a work profile on a personal phone. */
    PROFILE_OWNER("profile-owner"),
    /** Owner of a work profile on the company's phone. */
    COMPANY_PROFILE_OWNER("company-profile-owner"),
    /** Owner of the whole device. */
    DEVICE_OWNER("device-owner");

    private final String wire;

    Mode(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }

    /** Whether the agent owns a work profile, whosever phone it is. */
    public boolean ownsProfile() {
        return this == PROFILE_OWNER || this == COMPANY_PROFILE_OWNER;
    }

    /** Whether the agent owns the device or a profile on it. */
    public boolean owns() {
        return this == DEVICE_OWNER || ownsProfile();
    }

    /** Whether the phone belongs to the company, as far as Android knows. */
    public boolean companyOwned() {
        return this == DEVICE_OWNER || this == COMPANY_PROFILE_OWNER;
    }
}
