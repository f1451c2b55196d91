package org.fairlead.simulator.apple;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What iOS demands of an enrolment profile before it installs it. */
final class ProfileCheck {
    private final Set<String> uuids = new HashSet<>();
    private final Set<String> identifiers = new HashSet<>();

    private ProfileCheck() {}

    /** The payload of each type. */
    static Map<String, Map<String, Object>> payloads(Map<String, Object> profile) {
        ProfileCheck check = new ProfileCheck();
        check.envelope(profile);
        require("Configuration".equals(profile.get("PayloadType")), "1000 not a configuration profile");
        Map<String, Map<String, Object>> found = new java.util.LinkedHashMap<>();
        for (Object item : list(profile.get("PayloadContent"))) {
            Map<String, Object> payload = map(item);
            check.envelope(payload);
            found.put(text(payload, "PayloadType"), payload);
        }
        mdm(found);
        scep(map(map(found.get("com.apple.security.scep")).get("PayloadContent")));
        return found;
    }

    /** Whether a profile brings a management. */
    static boolean manages(Map<String, Object> profile) {
        return list(profile.get("PayloadContent")).stream()
                .anyMatch(payload -> "com.apple.mdm".equals(map(payload).get("PayloadType")));
    }

    private void envelope(Map<String, Object> payload) {
        for (String key : List.of("PayloadType", "PayloadIdentifier", "PayloadUUID")) {
            require(payload.get(key) instanceof String text && !text.isEmpty(), "1002 " + key + " is missing");
        }
        require(Long.valueOf(1).equals(payload.get("PayloadVersion")), "1002 PayloadVersion must be the integer 1");
        require(uuids.add(text(payload, "PayloadUUID")), "1007 PayloadUUID twice");
        require(identifiers.add(text(payload, "PayloadIdentifier")), "1008 PayloadIdentifier twice");
    }

    private static void mdm(Map<String, Map<String, Object>> found) {
        require(found.containsKey("com.apple.mdm"), "no payload com.apple.mdm");
        require(found.containsKey("com.apple.security.scep"), "no identity payload");
        Map<String, Object> mdm = map(found.get("com.apple.mdm"));
        require(
                text(map(found.get("com.apple.security.scep")), "PayloadUUID")
                        .equals(mdm.get("IdentityCertificateUUID")),
                "IdentityCertificateUUID names no identity");
        require(
                mdm.get("Topic") instanceof String topic && topic.startsWith("com.apple.mgmt."),
                "Topic must begin with com.apple.mgmt.");
        for (String key : List.of("ServerURL", "CheckInURL")) {
            require(
                    mdm.get(key) instanceof String url
                            && URI.create(url).getScheme().equals("https"),
                    key + " must be https");
        }
        require(
                mdm.get("AccessRights") instanceof Long rights && rights >= 1 && rights <= 8191,
                "AccessRights must be from 1 to 8191");
        long rights = number(mdm, "AccessRights");
        require((rights & 2) == 0 || (rights & 1) != 0, "AccessRights 2 needs 1");
        require(Boolean.TRUE.equals(mdm.get("SignMessage")), "the simulated phone only speaks with SignMessage");
        require(!Boolean.TRUE.equals(mdm.get("UseDevelopmentAPNS")), "development APNs with a production certificate");
    }

    private static void scep(Map<String, Object> scep) {
        require(scep.get("URL") instanceof String, "SCEP without URL");
        require(scep.get("Challenge") instanceof String, "SCEP without Challenge");
        require(scep.get("Subject") instanceof List<?> subject && !subject.isEmpty(), "SCEP without Subject");
        require("RSA".equals(scep.get("Key Type")), "SCEP knows RSA only");
        require(scep.get("Keysize") instanceof Long size && (size == 2048 || size == 4096), "SCEP Keysize");
    }

    static String text(Map<String, Object> of, String key) {
        if (of.get(key) instanceof String text) {
            return text;
        }
        throw new Refused(key + " is missing");
    }

    static long number(Map<String, Object> of, String key) {
        if (of.get(key) instanceof Long number) {
            return number;
        }
        throw new Refused(key + " is missing");
    }

    static byte[] data(Map<String, Object> of, String key) {
        if (of.get(key) instanceof byte[] data) {
            return data;
        }
        throw new Refused(key + " is missing");
    }

    static List<?> list(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new Refused("1002 an array is missing");
    }

    @SuppressWarnings("unchecked") // the reader of property lists makes dictionaries with text keys only
    static Map<String, Object> map(@Nullable Object value) {
        if (value instanceof Map<?, ?>) {
            return (Map<String, Object>) value;
        }
        throw new Refused("a dictionary is missing");
    }

    static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new Refused(otherwise);
        }
    }

    /** A real phone would go no further; the text says why. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }
}
