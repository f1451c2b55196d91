package org.fairlead.thinclient.x11;

/** Where a server put an extension: the opcode of its requests and the code of its first event. */
record XExtension(int opcode, int firstEvent) {
    Request request(int minor) {
        return new Request(opcode, minor);
    }
}
