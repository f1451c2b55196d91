package org.fairlead.android.core.report;

/**
 * An app on the phone.
 *
 * @param id its package, such as com.example.mail
 * @param name what the user reads below its icon
 */
public record InstalledApp(String id, String name, String version) {}
