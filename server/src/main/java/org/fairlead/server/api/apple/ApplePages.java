package org.fairlead.server.api.apple;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import org.fairlead.server.api.HttpListener;
import org.fairlead.server.apple.PhonePort;
import org.fairlead.server.apple.ScepResponder;
import org.fairlead.server.core.Problem;

/**
 * The addresses that the enrolment profile names. No answer here has status 401: a phone that reads it deletes its
 * management.
 */
public final class ApplePages {
    private static final System.Logger LOG = System.getLogger(ApplePages.class.getName());

    private final PhonePort port;

    public ApplePages(PhonePort port) {
        this.port = port;
    }

    public void all(HttpListener.Extra extra) {
        extra.get("/i/{token}/apple.mobileconfig", this::profile);
        extra.get("/apple/scep", this::scepGet);
        extra.post("/apple/scep", context -> scep(context, body(context, ScepResponder.MAX_MESSAGE)));
        extra.put(
                "/apple/checkin",
                context -> guarded(context, () -> {
                    byte[] body = body(context, PhonePort.MAX_CHECK_IN);
                    PhonePort.Answer answer = port.checkIn(context.header("Mdm-Signature"), body, context.ip());
                    context.status(answer.status());
                    if (!answer.type().isEmpty()) {
                        context.contentType(answer.type()).result(answer.body());
                    }
                }));
        extra.put(
                "/apple/mdm",
                context -> guarded(context, () -> {
                    byte[] body = body(context, PhonePort.MAX_ANSWER);
                    byte[] next = port.command(context.header("Mdm-Signature"), body);
                    context.status(200);
                    if (next.length > 0) {
                        context.contentType("application/xml; charset=UTF-8").result(next);
                    }
                }));
    }

    private void profile(Context context) {
        context.header("Cache-Control", "no-store")
                .header("X-Robots-Tag", "noindex")
                .header("Content-Disposition", "attachment; filename=\"enroll.mobileconfig\"")
                .contentType("application/x-apple-aspen-config")
                .result(port.profile(context.pathParam("token")));
    }

    private void scepGet(Context context) {
        String operation = context.queryParam("operation");
        switch (operation == null ? "" : operation) {
            case "GetCACaps" -> context.contentType("text/plain").result(ScepResponder.CAPABILITIES);
            case "GetCACert" ->
                context.contentType("application/x-x509-ca-cert")
                        .result(port.scep().authorityCertificate());
            case "PKIOperation" -> {
                String message = context.queryParam("message");
                scep(context, ScepResponder.ofQuery(message == null ? "" : message));
            }
            default ->
                throw new Problem.BadRequest("unknown-operation", "GetCACaps, GetCACert and PKIOperation are known");
        }
    }

    private void scep(Context context, byte[] message) {
        context.header("Cache-Control", "no-store")
                .contentType("application/x-pki-message")
                .result(port.scep().operate(message));
    }

    /** Whatever is wrong, the phone reads 400, 403, 413 or 503 and never 401. */
    private static void guarded(Context context, Runnable work) {
        try {
            work.run();
        } catch (Problem problem) {
            int status = switch (problem) {
                case Problem.Denied denied -> 403;
                case Problem.TooLarge large -> 413;
                case Problem.Unavailable unavailable -> 503;
                default -> 400;
            };
            LOG.log(System.Logger.Level.INFO, "a phone was refused: {0}", problem.detail());
            context.status(status)
                    .contentType("text/plain; charset=utf-8")
                    .result(problem.code() + ": " + problem.detail() + "\n");
        }
    }

    private static byte[] body(Context context, int limit) {
        if (context.req().getContentLengthLong() > limit) {
            throw new Problem.TooLarge("the message is larger than " + limit + " bytes");
        }
        try (InputStream in = context.bodyInputStream()) {
            byte[] body = in.readNBytes(limit + 1);
            if (body.length > limit) {
                throw new Problem.TooLarge("the message is larger than " + limit + " bytes");
            }
            return body;
        } catch (IOException e) {
            throw new Problem.BadRequest("the message ended too early");
        }
    }
}
