package org.fairlead.thinclient.model;

import java.time.Instant;

/** Something to tell the user: a message key with its text, or the text of an administrator's message. */
public record Notice(Instant at, String key, String text) {}
