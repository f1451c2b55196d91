package org.fairlead.simulator.apple;

import java.io.IOException;

/** What a phone needs of HTTP to get an identity; every answer but 200 is an error. */
interface PhoneWeb {
    byte[] get(String url) throws IOException;

    byte[] post(String url, String type, byte[] body) throws IOException;
}
