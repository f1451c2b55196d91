package org.fairlead.agent;

import android.app.Notification;
import android.app.Service;
import android.content.Context;
import android.content.Intent;
import android.content.pm.ServiceInfo;
import android.graphics.Bitmap;
import android.graphics.BitmapFactory;
import android.graphics.ImageFormat;
import android.hardware.camera2.CameraAccessException;
import android.hardware.camera2.CameraCaptureSession;
import android.hardware.camera2.CameraCharacteristics;
import android.hardware.camera2.CameraDevice;
import android.hardware.camera2.CameraManager;
import android.hardware.camera2.CaptureRequest;
import android.hardware.camera2.params.StreamConfigurationMap;
import android.media.Image;
import android.media.ImageReader;
import android.os.Build;
import android.os.Handler;
import android.os.HandlerThread;
import android.os.IBinder;
import android.util.Size;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes one picture with the camera at the front, after a wrong password and because the administrator asked for it. */
public class PhotoService extends Service {
    private static final String COMMAND = "command";
    private static final int WIDTH = 1280;
    private static final int MAX_BYTES = 300_000;
    private static final long WAIT_MILLIS = 15_000;
    private static final int FRAMES = 8;

    private @Nullable HandlerThread thread;
    private @Nullable CameraDevice camera;
    private @Nullable ImageReader reader;
    private boolean over;
    private int frames;

    static void start(Context context, String command) {
        try {
            context.startForegroundService(new Intent(context, PhotoService.class).putExtra(COMMAND, command));
        } catch (IllegalStateException e) {
            AgentApp.of(context).agent().photoFailed(command, "Android does not allow the camera now: " + e.getMessage());
        }
    }

    @Override
    public int onStartCommand(@Nullable Intent intent, int flags, int startId) {
        String command = intent == null ? null : intent.getStringExtra(COMMAND);
        Notices notices = new Notices(this);
        notices.manager();
        Notification notification =
                notices.notification(Notices.SERVICE, getString(R.string.photo_taking), notices.open());
        try {
            if (Build.VERSION.SDK_INT >= 30) {
                startForeground(Notices.ID_PHOTO, notification, ServiceInfo.FOREGROUND_SERVICE_TYPE_CAMERA);
            } else {
                startForeground(Notices.ID_PHOTO, notification);
            }
        } catch (SecurityException | IllegalStateException e) {
            if (command != null) {
                AgentApp.of(this).agent().photoFailed(command, "Android does not allow the camera now");
            }
            stopSelf();
            return START_NOT_STICKY;
        }
        if (command == null) {
            stopSelf();
        } else if (thread == null) {
            HandlerThread fresh = new HandlerThread("fairlead-photo");
            fresh.start();
            thread = fresh;
            Handler handler = new Handler(fresh.getLooper());
            handler.post(() -> open(command, handler));
            handler.postDelayed(() -> fail(command, "the camera gave no picture in time"), WAIT_MILLIS);
        }
        return START_NOT_STICKY;
    }

    private void open(String command, Handler handler) {
        CameraManager cameras = getSystemService(CameraManager.class);
        try {
            for (String id : cameras.getCameraIdList()) {
                CameraCharacteristics facts = cameras.getCameraCharacteristics(id);
                Integer facing = facts.get(CameraCharacteristics.LENS_FACING);
                if (facing != null && facing == CameraCharacteristics.LENS_FACING_FRONT) {
                    open(command, handler, cameras, id, facts);
                    return;
                }
            }
            fail(command, "the phone has no camera at the front");
        } catch (CameraAccessException | SecurityException | IllegalArgumentException e) {
            fail(command, "the camera cannot be opened: " + e.getMessage());
        }
    }

    private void open(String command, Handler handler, CameraManager cameras, String id, CameraCharacteristics facts)
            throws CameraAccessException {
        Size size = size(facts);
        ImageReader pictures = ImageReader.newInstance(size.getWidth(), size.getHeight(), ImageFormat.JPEG, 2);
        reader = pictures;
        Integer orientation = facts.get(CameraCharacteristics.SENSOR_ORIENTATION);
        pictures.setOnImageAvailableListener(r -> taken(command, r), handler);
        cameras.openCamera(
                id,
                new CameraDevice.StateCallback() {
                    @Override
                    public void onOpened(CameraDevice opened) {
                        camera = opened;
                        capture(command, opened, pictures, handler, orientation == null ? 0 : orientation);
                    }

                    @Override
                    public void onDisconnected(CameraDevice lost) {
                        fail(command, "another app uses the camera");
                    }

                    @Override
                    public void onError(CameraDevice broken, int error) {
                        fail(command, "the camera reports error " + error);
                    }
                },
                handler);
    }

    @SuppressWarnings("deprecation") // the newer call needs Android 9
    private void capture(String command, CameraDevice opened, ImageReader pictures, Handler handler, int orientation) {
        try {
            CaptureRequest.Builder request = opened.createCaptureRequest(CameraDevice.TEMPLATE_STILL_CAPTURE);
            request.addTarget(pictures.getSurface());
            request.set(CaptureRequest.JPEG_ORIENTATION, orientation);
            request.set(CaptureRequest.JPEG_QUALITY, (byte) 75);
            opened.createCaptureSession(
                    List.of(pictures.getSurface()),
                    new CameraCaptureSession.StateCallback() {
                        @Override
                        public void onConfigured(CameraCaptureSession session) {
                            try {
                                session.setRepeatingRequest(request.build(), null, handler);
                            } catch (CameraAccessException | IllegalStateException e) {
                                fail(command, "the camera stopped: " + e.getMessage());
                            }
                        }

                        @Override
                        public void onConfigureFailed(CameraCaptureSession session) {
                            fail(command, "the camera cannot be set up");
                        }
                    },
                    handler);
        } catch (CameraAccessException | IllegalStateException e) {
            fail(command, "the camera stopped: " + e.getMessage());
        }
    }

    /** The first frames are dark while the camera measures the light. */
    private void taken(String command, ImageReader pictures) {
        try (Image image = pictures.acquireLatestImage()) {
            if (image == null || over || ++frames < FRAMES) {
                return;
            }
            ByteBuffer buffer = image.getPlanes()[0].getBuffer();
            byte[] jpeg = new byte[buffer.remaining()];
            buffer.get(jpeg);
            over = true;
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            data.put("type", "image/jpeg");
            data.put("photo", Base64.getEncoder().encodeToString(small(jpeg)));
            data.put("at", System.currentTimeMillis());
            AgentApp.of(this).agent().photoTaken(command, data);
            stopSelf();
        }
    }

    private void fail(String command, String reason) {
        if (!over) {
            over = true;
            AgentApp.of(this).agent().photoFailed(command, reason);
            stopSelf();
        }
    }

    private static byte[] small(byte[] jpeg) {
        byte[] best = jpeg;
        for (int quality = 70; best.length > MAX_BYTES && quality >= 30; quality -= 20) {
            Bitmap picture = BitmapFactory.decodeByteArray(jpeg, 0, jpeg.length);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            picture.compress(Bitmap.CompressFormat.JPEG, quality, out);
            best = out.toByteArray();
        }
        return best;
    }

    private static Size size(CameraCharacteristics facts) {
        StreamConfigurationMap map = facts.get(CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP);
        Size best = new Size(640, 480);
        if (map != null) {
            for (Size size : map.getOutputSizes(ImageFormat.JPEG)) {
                if (size.getWidth() <= WIDTH && size.getWidth() > best.getWidth()) {
                    best = size;
                }
            }
        }
        return best;
    }

    @Override
    public void onDestroy() {
        CameraDevice opened = camera;
        if (opened != null) {
            opened.close();
        }
        ImageReader pictures = reader;
        if (pictures != null) {
            pictures.close();
        }
        HandlerThread running = thread;
        if (running != null) {
            running.quitSafely();
        }
    }

    @Override
    public @Nullable IBinder onBind(Intent intent) {
        return null;
    }
}
