package android.net.wifi;

/** Robolectric's picture of the Wi-Fi service names this class of a newer Android, whose library is not needed otherwise. */
public class BlockingOption {}
