package org.fairlead.agent;

import android.app.Activity;
import android.content.ActivityNotFoundException;
import android.content.Intent;
import android.net.Uri;
import android.os.Build;
import android.os.Bundle;
import android.provider.Settings;
import android.view.View;
import android.widget.TextView;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says honestly what saving energy does to the agent, and what the user can do about it on a phone of this maker. */
public class BatteryActivity extends Activity {
    @Override
    protected void onCreate(@Nullable Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.battery);
        findViewById(R.id.exempt).setOnClickListener(v -> ask());
        int advice = advice(Build.MANUFACTURER);
        if (advice != 0) {
            findViewById(R.id.maker_card).setVisibility(View.VISIBLE);
            this.<TextView>findViewById(R.id.maker_title).setText(getString(R.string.maker_title, Build.MANUFACTURER));
            this.<TextView>findViewById(R.id.maker).setText(advice);
        }
    }

    @Override
    protected void onResume() {
        super.onResume();
        boolean exempt = AgentApp.of(this).device().batteryExempt();
        this.<TextView>findViewById(R.id.state).setText(exempt ? R.string.battery_on : R.string.battery_off);
        findViewById(R.id.exempt).setVisibility(exempt ? View.GONE : View.VISIBLE);
    }

    private void ask() {
        try {
            startActivity(new Intent(
                    Settings.ACTION_REQUEST_IGNORE_BATTERY_OPTIMIZATIONS, Uri.parse("package:" + getPackageName())));
        } catch (ActivityNotFoundException e) {
            startActivity(new Intent(Settings.ACTION_IGNORE_BATTERY_OPTIMIZATION_SETTINGS));
        }
    }

    /** The text for a maker whose phones stop apps beyond what Android does; 0 for none known. */
    static int advice(String manufacturer) {
        return switch (manufacturer.toLowerCase(Locale.ROOT)) {
            case "xiaomi", "redmi", "poco" -> R.string.maker_xiaomi;
            case "huawei", "honor" -> R.string.maker_huawei;
            case "samsung" -> R.string.maker_samsung;
            case "oppo", "realme", "oneplus" -> R.string.maker_oppo;
            case "vivo", "iqoo" -> R.string.maker_vivo;
            default -> 0;
        };
    }
}
