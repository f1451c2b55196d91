package org.fairlead.server.core.apple;

/** Where pushes go; trusted roots in PEM, empty for those that Java trusts. */
public record AppleSettings(String gatewayHost, int gatewayPort, String trustedRoots) {
    public static AppleSettings initial() {
        return new AppleSettings("api.push.apple.com", 443, "");
    }
}
