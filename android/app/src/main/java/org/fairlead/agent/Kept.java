package org.fairlead.agent;

import android.content.Context;
import android.content.SharedPreferences;
import java.util.HashSet;
import java.util.Set;

/** Small values that the Android side remembers, open before the first unlock. */
final class Kept {
    private Kept() {}

    static SharedPreferences of(Context context) {
        return context.createDeviceProtectedStorageContext().getSharedPreferences("agent", Context.MODE_PRIVATE);
    }

    /** A set of texts, free to change. */
    static Set<String> set(SharedPreferences kept, String name) {
        return new HashSet<>(kept.getStringSet(name, Set.of()));
    }
}
