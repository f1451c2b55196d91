package org.fairlead.thinclient.remote;

/** What a drawn page says. */
record Page(String title, String text) {}
