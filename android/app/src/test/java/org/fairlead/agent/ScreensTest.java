package org.fairlead.agent;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.robolectric.Shadows.shadowOf;

import android.app.Activity;
import android.app.admin.DevicePolicyManager;
import android.content.ComponentName;
import android.graphics.Bitmap;
import android.graphics.Canvas;
import android.view.View;
import android.widget.EditText;
import android.widget.TextView;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.List;
import org.fairlead.android.core.agent.Agent;
import org.fairlead.android.core.agent.AgentStore;
import org.fairlead.android.core.device.Refusal;
import org.fairlead.android.core.command.Task;
import org.fairlead.android.core.state.Identity;
import org.fairlead.protocol.agent.Up;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.annotation.Config;
import org.robolectric.annotation.GraphicsMode;
import org.robolectric.shadows.ShadowBuild;

/** Every screen in both languages, light and dark, on a phone and a tablet; with a folder named they are kept as pictures. */
@RunWith(RobolectricTestRunner.class)
@Config(sdk = 34)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
public class ScreensTest {
    private static final String LINK = "https://phones.example.org:8444/i/abcdefghijklmnopqrstuvwxyz";

    private final AgentApp app = (AgentApp) RuntimeEnvironment.getApplication();

    private interface Scene {
        Activity open() throws Exception;
    }

    private void everywhere(String name, Scene scene) throws Exception {
        for (String language : new String[] {"en", "ru"}) {
            for (String light : new String[] {"notnight", "night"}) {
                for (String size : new String[] {"w360dp-h740dp-port", "w1024dp-h768dp-land"}) {
                    RuntimeEnvironment.setQualifiers(language + "-" + size + "-" + light + "-xhdpi");
                    Activity activity = scene.open();
                    boolean tablet = size.startsWith("w1024");
                    draw(activity, name + "-" + language + "-" + light + (tablet ? "-tablet" : ""), tablet);
                    activity.finish();
                }
            }
        }
    }

    @Test
    public void connecting() throws Exception {
        everywhere("enrol", this::window);
        everywhere("question", () -> {
            MainActivity activity = window();
            asked(activity, new EnrolFlow.View(
                    activity.getString(
                            R.string.compare,
                            "phones.example.org",
                            "Example Works",
                            "B9AA 7644 6D15 837E 14A0 39B1 9EC6 F124 60D5 B4E1 74DF DD48 4DC3 A704 B658 E2AB"),
                    false,
                    false,
                    true));
            return activity;
        });
        everywhere("refused", () -> {
            MainActivity activity = window();
            asked(activity, new EnrolFlow.View(
                    activity.getString(R.string.error_owned, "Other Manager (com.example.manager)"), true, false, false));
            TextView answer = activity.findViewById(R.id.answer);
            assertEquals(View.VISIBLE, answer.getVisibility());
            assertTrue(answer.getText().toString().contains("Other Manager"));
            return activity;
        });
    }

    @Test
    public void connected() throws Exception {
        enrolled();
        shadowOf(app.getSystemService(DevicePolicyManager.class)).setActiveAdmin(new ComponentName(app, AdminReceiver.class));
        everywhere("connected", this::window);
        app.device().perform(new Task.Message("Please bring the phone to the office on Friday."));
        everywhere("message", this::window);
    }

    @Test
    public void whatIsLeftToDoAndWhatFailed() throws Exception {
        enrolled();
        set(app.agent(), "connected", false);
        set(app.agent(), "problem", "no route to host");
        set(
                app.agent(),
                "blocks",
                List.of(new Up.BlockResult(
                        "android.kiosk",
                        Up.BlockResult.State.FAILED,
                        "refused: the app com.example.till is not installed or has no window")));
        everywhere("to-do", () -> {
            MainActivity activity = window();
            assertEquals(View.VISIBLE, activity.findViewById(R.id.item_admin).getVisibility());
            assertTrue(((TextView) activity.findViewById(R.id.problems)).getText().toString().contains("com.example.till"));
            return activity;
        });
    }

    @Test
    public void battery() throws Exception {
        ShadowBuild.setManufacturer("Xiaomi");
        everywhere("battery", () -> Robolectric.buildActivity(BatteryActivity.class).setup().get());
    }

    private MainActivity window() {
        MainActivity activity = Robolectric.buildActivity(MainActivity.class).setup().get();
        shadowOf(android.os.Looper.getMainLooper()).idle();
        return activity;
    }

    private void asked(MainActivity activity, EnrolFlow.View view) throws Exception {
        ((EditText) activity.findViewById(R.id.server)).setText(LINK);
        Field flow = MainActivity.class.getDeclaredField("flow");
        flow.setAccessible(true);
        set(flow.get(activity), "view", view);
        Method show = MainActivity.class.getDeclaredMethod("show");
        show.setAccessible(true);
        show.invoke(activity);
    }

    /** As if the phone had been enrolled and were connected. */
    private void enrolled() throws Exception {
        Agent agent = app.agent();
        Method identity = AgentStore.class.getDeclaredMethod("identity", Identity.class);
        identity.setAccessible(true);
        identity.invoke(agent.store(), new Identity(
                "0190f6c2-0000-7000-8000-000000000001",
                "device-1",
                "",
                "phones.example.org",
                8444,
                "phones.example.org",
                8445,
                List.of("pin"),
                "Example Works",
                "Pixel-0007",
                "Managed devices / Sales"));
        set(agent, "connected", true);
        set(agent, "contact", System.currentTimeMillis() - 90_000);
    }

    private static void set(Object holder, String name, Object value) throws Exception {
        Field field = holder.getClass().getDeclaredField(name);
        field.setAccessible(true);
        field.set(holder, value);
    }

    private static void draw(Activity activity, String name, boolean tablet) throws IOException {
        int width = tablet ? 2048 : 720;
        View view = activity.getWindow().getDecorView();
        View content = ((android.view.ViewGroup) activity.findViewById(android.R.id.content)).getChildAt(0);
        content.measure(
                View.MeasureSpec.makeMeasureSpec(width, View.MeasureSpec.EXACTLY),
                View.MeasureSpec.makeMeasureSpec(0, View.MeasureSpec.UNSPECIFIED));
        int height = Math.max(tablet ? 1536 : 1480, ((android.view.ViewGroup) content).getChildAt(0).getMeasuredHeight());
        view.measure(
                View.MeasureSpec.makeMeasureSpec(width, View.MeasureSpec.EXACTLY),
                View.MeasureSpec.makeMeasureSpec(height, View.MeasureSpec.EXACTLY));
        view.layout(0, 0, width, height);
        Bitmap picture = Bitmap.createBitmap(width, height, Bitmap.Config.ARGB_8888);
        view.draw(new Canvas(picture));
        assertTrue(name, colours(picture) > 4);
        String folder = System.getProperty("fairlead.pictures", "");
        if (!folder.isEmpty()) {
            try (FileOutputStream out = new FileOutputStream(new File(folder, name + ".png"))) {
                picture.compress(Bitmap.CompressFormat.PNG, 100, out);
            }
        }
    }

    /** A picture with nothing on it has one colour. */
    private static int colours(Bitmap picture) {
        java.util.Set<Integer> seen = new java.util.HashSet<>();
        for (int y = 0; y < picture.getHeight(); y += 29) {
            for (int x = 0; x < picture.getWidth(); x += 17) {
                seen.add(picture.getPixel(x, y));
            }
        }
        return seen.size();
    }
}
