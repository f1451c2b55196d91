package org.fairlead.agent;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;
import static org.robolectric.Shadows.shadowOf;

import android.app.admin.DevicePolicyManager;
import android.content.ComponentName;
import android.net.wifi.WifiConfiguration;
import android.net.wifi.WifiEnterpriseConfig;
import android.net.wifi.WifiManager;
import android.os.Build;
import java.util.List;
import org.fairlead.android.core.device.Refusal;
import org.fairlead.android.core.policy.Step;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;

/** The company's networks as Android gets them from the owner of the device. */
@RunWith(RobolectricTestRunner.class)
public class WifiTest {
    // openssl req -x509 -newkey ec, CA:TRUE; the second certificate with its key is of a phone
    private static final String AUTHORITY = "-----BEGIN CERTIFICATE-----\n"
            + "MIIBlzCCAT2gAwIBAgIUbLJkfh5YwOeyrwVUhHXyGuV9PEIwCgYIKoZIzj0EAwIw\n"
            + "IDEeMBwGA1UEAwwVVGVzdCBSYWRpdXMgQXV0aG9yaXR5MCAXDTI2MTEyMTExMjYx\n"
            + "NVoYDzIwNTEwNzEzMTEyNjE1WjAgMR4wHAYDVQQDDBVUZXN0IFJhZGl1cyBBdXRo\n"
            + "b3JpdHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQcfmckKtqTzyX1b1m6WJb3\n"
            + "FAbb8MgO0AcEqK4sF1oH1PN+YFT3esinJ3vZUy0p5rzAWruJ/MGyKZlmX5Auixt8\n"
            + "o1MwUTAdBgNVHQ4EFgQUSOP3/GLaX/l1PfPjM2WVUt7/ejkwHwYDVR0jBBgwFoAU\n"
            + "SOP3/GLaX/l1PfPjM2WVUt7/ejkwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQD\n"
            + "AgNIADBFAiEApEDwzowfPbuamaYLa+xw8RAQafu59AEelLeecJHmzXICIGARi/RB\n"
            + "8+w+HpslRz2evkHthnhWjZhpqKFDX+mMQMhH\n"
            + "-----END CERTIFICATE-----\n";
    private static final String CLIENT = "-----BEGIN CERTIFICATE-----\n"
            + "MIIBgTCCASegAwIBAgIUVfSyzr15aaIQQQUXC5zsIVVgcgkwCgYIKoZIzj0EAwIw\n"
            + "IDEeMBwGA1UEAwwVVGVzdCBSYWRpdXMgQXV0aG9yaXR5MCAXDTI2MTEyMTExMjYx\n"
            + "NVoYDzIwNTEwNzEzMTEyNjE1WjAQMQ4wDAYDVQQDDAVwaG9uZTBZMBMGByqGSM49\n"
            + "AgEGCCqGSM49AwEHA0IABBliOBA3Mia6YA3359A1nGXpcr+bhko2wWqIsOih11p9\n"
            + "cAItVec6AW2lUw3jkbGF3OWJVjT3GsYE4DyV7HGDYP6jTTBLMAkGA1UdEwQCMAAw\n"
            + "HQYDVR0OBBYEFDsOg6ahgFjtqGJlNFqaWO67J6SIMB8GA1UdIwQYMBaAFEjj9/xi\n"
            + "2l/5dT3z4zNllVLe/3o5MAoGCCqGSM49BAMCA0gAMEUCIQDD0VE+pmKRNux+ROM6\n"
            + "LRvEuwKjKU2Ps0amwHIl8FITkwIgC19jScOIVWeOx9IAE4BGV/cTEtPNOEQOha4Z\n"
            + "jwp3jZM=\n"
            + "-----END CERTIFICATE-----\n"
            + "-----BEGIN PRIVATE KEY-----\n"
            + "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgtRH8O9Oeg3ysW9YX\n"
            + "4HI7YXccuykZLYDTv/BmaEnMf2mhRANCAAQZYjgQNzImumAN9+fQNZxl6XK/m4ZK\n"
            + "NsFqiLDooddafXACLVXnOgFtpVMN45GxhdzliVY09xrGBOA8lexxg2D+\n"
            + "-----END PRIVATE KEY-----\n";

    private final AgentApp app = (AgentApp) RuntimeEnvironment.getApplication();
    private final AndroidDevice device = app.device();
    private final WifiManager wifi = app.getSystemService(WifiManager.class);

    private void ownTheDevice() {
        shadowOf(app.getSystemService(DevicePolicyManager.class))
                .setDeviceOwner(new ComponentName(app, AdminReceiver.class));
    }

    private static Step.Network personal(String ssid, Step.Security security) {
        return new Step.Network(
                ssid, security, security == Step.Security.OPEN ? "" : "correct horse", false, null);
    }

    private static Step.Network enterprise(Step.Method method, String authority, String client) {
        return new Step.Network(
                "Staff",
                Step.Security.EAP,
                "",
                false,
                new Step.Eap(
                        method,
                        Step.Inner.MSCHAPV2,
                        "phone",
                        method == Step.Method.TLS ? "" : "nobody",
                        method == Step.Method.TLS ? "" : "secret of staff",
                        "radius.example.org",
                        authority,
                        client));
    }

    private WifiConfiguration saved(String ssid) {
        for (WifiConfiguration network : wifi.getConfiguredNetworks()) {
            if (("\"" + ssid + "\"").equals(network.SSID)) {
                return network;
            }
        }
        return null;
    }

    @Test
    public void severalNetworksAreSavedAndGoWhenTheyAreNoLongerAskedFor() throws Refusal {
        ownTheDevice();
        device.perform(new Step.Wifi(
                List.of(personal("Office", Step.Security.WPA2), personal("Guests", Step.Security.OPEN))));
        assertEquals(2, wifi.getConfiguredNetworks().size());
        assertTrue(saved("Office").allowedKeyManagement.get(WifiConfiguration.KeyMgmt.WPA_PSK));
        assertTrue(saved("Guests").allowedKeyManagement.get(WifiConfiguration.KeyMgmt.NONE));
        device.perform(new Step.Wifi(List.of(personal("Guests", Step.Security.OPEN))));
        assertEquals(1, wifi.getConfiguredNetworks().size());
        device.perform(new Step.Wifi(List.of()));
        assertEquals(0, wifi.getConfiguredNetworks().size());
    }

    @Test
    public void wpa3IsSavedFromAndroid11AndRefusedBeforeWithTheOthersTaken() throws Refusal {
        ownTheDevice();
        Step.Wifi rule = new Step.Wifi(
                List.of(personal("Modern", Step.Security.WPA3), personal("Guests", Step.Security.OPEN)));
        if (Build.VERSION.SDK_INT >= 30) {
            device.perform(rule);
            assertNotNull(saved("Modern"));
        } else {
            Refusal refusal = assertThrows(Refusal.class, () -> device.perform(rule));
            assertTrue(refusal.reason(), refusal.reason().startsWith("Modern: "));
        }
        assertNotNull(saved("Guests"));
    }

    @Test
    public void anEnterpriseNetworkChecksItsServer() throws Refusal {
        ownTheDevice();
        device.perform(new Step.Wifi(List.of(enterprise(Step.Method.PEAP, AUTHORITY, ""))));
        WifiEnterpriseConfig config = saved("Staff").enterpriseConfig;
        assertEquals(WifiEnterpriseConfig.Eap.PEAP, config.getEapMethod());
        assertEquals(WifiEnterpriseConfig.Phase2.MSCHAPV2, config.getPhase2Method());
        assertEquals("phone", config.getIdentity());
        assertEquals("nobody", config.getAnonymousIdentity());
        assertEquals("secret of staff", config.getPassword());
        assertEquals("radius.example.org", config.getDomainSuffixMatch());
        assertEquals("CN=Test Radius Authority", config.getCaCertificates()[0].getSubjectX500Principal().getName());
        assertTrue(saved("Staff").allowedKeyManagement.get(WifiConfiguration.KeyMgmt.WPA_EAP));
    }

    @Test
    public void aPhoneCanShowItsCertificateInsteadOfAPassword() throws Refusal {
        ownTheDevice();
        device.perform(new Step.Wifi(List.of(enterprise(Step.Method.TLS, AUTHORITY, CLIENT))));
        WifiEnterpriseConfig config = saved("Staff").enterpriseConfig;
        assertEquals(WifiEnterpriseConfig.Eap.TLS, config.getEapMethod());
        assertEquals("CN=phone", config.getClientCertificate().getSubjectX500Principal().getName());
        device.perform(new Step.Wifi(List.of()));
        device.perform(new Step.Wifi(List.of(enterprise(Step.Method.TLS, AUTHORITY, CLIENT.replace("\n", "")))));
        assertNotNull(saved("Staff"));
    }

    @Test
    public void whatCannotBeReadIsRefusedWithTheReason() {
        ownTheDevice();
        refused(enterprise(Step.Method.PEAP, "nothing", ""), "is no certificate");
        refused(enterprise(Step.Method.PEAP, AUTHORITY.replace("MII", "AAA"), ""), "damaged");
        refused(enterprise(Step.Method.PEAP, CLIENT, ""), "not that of an authority");
        refused(enterprise(Step.Method.TLS, AUTHORITY, AUTHORITY), "key for the network is missing");
        refused(enterprise(Step.Method.TLS, AUTHORITY, "nothing"), "cannot be read");
        refused(
                enterprise(Step.Method.TLS, AUTHORITY, CLIENT.replace("BEGIN PRIVATE KEY-----\nM", "BEGIN PRIVATE KEY-----\nA")),
                "damaged");
    }

    private void refused(Step.Network network, String reason) {
        Refusal refusal = assertThrows(Refusal.class, () -> device.perform(new Step.Wifi(List.of(network))));
        assertTrue(refusal.reason(), refusal.reason().contains(reason));
    }

    @Test
    public void aPersonalPhoneFromAndroid10GetsSuggestions() throws Refusal {
        assumeTrue(Build.VERSION.SDK_INT >= 30);
        device.perform(new Step.Wifi(
                List.of(personal("Office", Step.Security.WPA2), enterprise(Step.Method.PEAP, AUTHORITY, ""))));
        assertEquals(0, wifi.getConfiguredNetworks().size());
        assertEquals(2, wifi.getNetworkSuggestions().size());
    }
}
