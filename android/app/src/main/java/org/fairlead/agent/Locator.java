package org.fairlead.agent;

import android.content.Context;
import android.location.Location;
import android.location.LocationListener;
import android.location.LocationManager;
import android.os.Build;
import android.os.Bundle;
import android.os.Looper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.fairlead.android.core.device.Mode;
import org.fairlead.android.core.device.Refusal;
import org.jspecify.annotations.Nullable;

/** The phone's position from Android's own providers; no Google services are needed. */
final class Locator {
    private static final long WAIT_SECONDS = 60;
    private static final long OLDEST_MILLIS = 30 * 60_000;
    private static final float GOOD_METRES = 50;

    private final Context context;
    private final Owner owner;

    Locator(Context context, Owner owner) {
        this.context = context;
        this.owner = owner;
    }

    /** The best position of the next minute, else one that is no older than half an hour. */
    Map<String, @Nullable Object> locate() throws Refusal {
        LocationManager locations = context.getSystemService(LocationManager.class);
        if (Build.VERSION.SDK_INT >= 30 && owner.mode() == Mode.DEVICE_OWNER && !locations.isLocationEnabled()) {
            owner.policy().setLocationEnabled(owner.admin(), true);
        }
        List<String> providers = new ArrayList<>();
        for (String provider : List.of(LocationManager.GPS_PROVIDER, LocationManager.NETWORK_PROVIDER)) {
            if (locations.getAllProviders().contains(provider) && locations.isProviderEnabled(provider)) {
                providers.add(provider);
            }
        }
        if (providers.isEmpty()) {
            throw new Refusal("no location provider is switched on");
        }
        Location best = fresh(locations, providers);
        if (best == null) {
            for (String provider : providers) {
                Location last = locations.getLastKnownLocation(provider);
                boolean recent = last != null && System.currentTimeMillis() - last.getTime() <= OLDEST_MILLIS;
                if (recent && (best == null || last.getAccuracy() < best.getAccuracy())) {
                    best = last;
                }
            }
        }
        if (best == null) {
            throw new Refusal("no position within a minute, and none of the last half hour");
        }
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("latitude", best.getLatitude());
        data.put("longitude", best.getLongitude());
        data.put("accuracy", (double) best.getAccuracy());
        data.put("at", best.getTime());
        data.put("provider", best.getProvider());
        return data;
    }

    private static @Nullable Location fresh(LocationManager locations, List<String> providers) {
        BlockingQueue<Location> found = new LinkedBlockingQueue<>();
        LocationListener listener = new Listener(found);
        for (String provider : providers) {
            locations.requestLocationUpdates(provider, 1_000, 0, listener, Looper.getMainLooper());
        }
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
            Location best = null;
            while (best == null || best.getAccuracy() > GOOD_METRES) {
                Location next = found.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    break;
                }
                if (best == null || next.getAccuracy() < best.getAccuracy()) {
                    best = next;
                }
            }
            return best;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } finally {
            locations.removeUpdates(listener);
        }
    }

    /** All methods are there, since below Android 11 none has a default. */
    private record Listener(BlockingQueue<Location> found) implements LocationListener {
        @Override
        public void onLocationChanged(Location location) {
            found.add(location);
        }

        @Override
        public void onStatusChanged(String provider, int status, Bundle extras) {}

        @Override
        public void onProviderEnabled(String provider) {}

        @Override
        public void onProviderDisabled(String provider) {}
    }
}
