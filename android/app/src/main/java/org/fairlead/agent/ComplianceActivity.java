package org.fairlead.agent;

import android.app.Activity;
import android.os.Bundle;
import org.jspecify.annotations.Nullable;

/** From Android 12 the set-up wizard calls this at its end; the invitation comes with the call. */
public class ComplianceActivity extends Activity {
    @Override
    protected void onCreate(@Nullable Bundle state) {
        super.onCreate(state);
        Provisioning.take(this, getIntent());
        setResult(RESULT_OK);
        finish();
    }
}
