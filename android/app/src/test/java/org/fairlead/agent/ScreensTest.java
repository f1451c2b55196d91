package org.fairlead.agent;

import static org.junit.Assert.assertTrue;

import android.app.Activity;
import android.graphics.Bitmap;
import android.graphics.Canvas;
import android.view.View;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.annotation.Config;
import org.robolectric.annotation.GraphicsMode;

/** The screens can be drawn in both languages, light and dark; with a folder named they are kept as pictures. */
@RunWith(RobolectricTestRunner.class)
@Config(sdk = 34)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
public class ScreensTest {
    @Test
    public void everyScreenCanBeDrawn() throws IOException {
        for (String language : new String[] {"en", "ru"}) {
            for (String light : new String[] {"notnight", "night"}) {
                RuntimeEnvironment.setQualifiers(language + "-w360dp-h740dp-port-" + light + "-xhdpi");
                draw(Robolectric.buildActivity(MainActivity.class).setup().get(), "main-" + language + "-" + light);
                draw(Robolectric.buildActivity(BatteryActivity.class).setup().get(), "battery-" + language + "-" + light);
            }
        }
    }

    private static void draw(Activity activity, String name) throws IOException {
        View view = activity.getWindow().getDecorView();
        view.measure(
                View.MeasureSpec.makeMeasureSpec(720, View.MeasureSpec.EXACTLY),
                View.MeasureSpec.makeMeasureSpec(1480, View.MeasureSpec.EXACTLY));
        view.layout(0, 0, 720, 1480);
        Bitmap picture = Bitmap.createBitmap(720, 1480, Bitmap.Config.ARGB_8888);
        view.draw(new Canvas(picture));
        assertTrue(name, view.getHeight() > 0);
        String folder = System.getProperty("fairlead.pictures", "");
        if (!folder.isEmpty()) {
            try (FileOutputStream out = new FileOutputStream(new File(folder, name + ".png"))) {
                picture.compress(Bitmap.CompressFormat.PNG, 100, out);
            }
        }
    }
}
