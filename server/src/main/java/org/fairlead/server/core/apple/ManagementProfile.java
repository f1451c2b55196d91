package org.fairlead.server.core.apple;

/** The profile of the management as it would be made now. */
public interface ManagementProfile {
    /** Changes when phones should get a new one: another root of the server or another authority of identities. */
    String hash();

    /** Where new phones are sent, such as https://example.org:8444. */
    String serverUrl();

    /** The profile for an offer, signed. */
    byte[] signed(Offers.Offer offer);
}
