package org.fairlead.simulator;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** Who a simulated device is: its id, its key, its certificate chain, and the gateway that it connects to. */
public record Identity(String id, PrivateKey key, List<X509Certificate> chain, String gatewayHost, int gatewayPort) {}
