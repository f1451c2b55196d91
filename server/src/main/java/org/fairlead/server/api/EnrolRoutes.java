package org.fairlead.server.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.fairlead.protocol.agent.Up;
import org.fairlead.protocol.json.Plain;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.fleet.Enrolments;
import org.fairlead.server.core.policy.Policy;
import org.jspecify.annotations.Nullable;

/** Where agents enrol, on the public port. */
public final class EnrolRoutes implements Routes {
    private static final int MAX_TEXT = 256;

    private final Enrolments enrolments;
    private final String workspace;
    private final Supplier<Gateway> gateway;

    public EnrolRoutes(Enrolments enrolments, String workspace, Supplier<Gateway> gateway) {
        this.enrolments = enrolments;
        this.workspace = workspace;
        this.gateway = gateway;
    }

    /** Where agents connect. */
    public record Gateway(String host, int port) {}

    /** Who this server is, for the question that a device asks its user. */
    public record ServerView(String name, String workspaceName, String gatewayHost, int gatewayPort) {}

    /** A device's request; the CSR is PKCS#10 in PEM for a P-256 key that the device made. */
    public record EnrolInput(String csr, @Nullable String token, DeviceInput device) {}

    /** What the device says of itself. */
    public record DeviceInput(
            String hostname,
            String model,
            String serial,
            String os,
            String agentVersion,
            String platform,
            @Nullable List<String> macs) {}

    /** The device's identity and where to bring it. */
    public record EnrolView(
            UUID deviceId,
            int number,
            String name,
            String certificate,
            Gateway gateway,
            List<String> pins,
            String workspace,
            @Nullable String group) {}

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(
                Route.get("/agent/v1/server", ServerView.class)
                        .rule(Access.machine())
                        .summary("Who this server is")
                        .handle(call -> new ServerView(
                                "Fairlead",
                                workspace,
                                gateway.get().host(),
                                gateway.get().port())),
                Route.post("/agent/v1/enrol", EnrolInput.class, EnrolView.class)
                        .rule(Access.machine())
                        .summary("Enrols a device")
                        .handle(this::enrol));
    }

    private EnrolView enrol(Call<EnrolInput> call) {
        EnrolInput input = call.input();
        DeviceInput device = input.device();
        if (!Policy.OF_AGENTS.contains(device.platform())) {
            throw new Problem.Invalid("device.platform", "must be one of " + String.join(", ", Policy.OF_AGENTS));
        }
        List<String> macs = device.macs() == null ? List.of() : device.macs();
        if (macs.size() > 16) {
            throw new Problem.Invalid("device.macs", "at most 16");
        }
        Map<String, @Nullable Object> more = new LinkedHashMap<>();
        more.put("macs", macs.stream().map(m -> bounded("device.macs", m)).toList());
        Enrolments.Enrolled enrolled = enrolments.enrol(new Enrolments.Request(
                device.platform(),
                input.csr(),
                input.token(),
                new Up.DeviceInfo(
                        bounded("device.hostname", device.hostname()),
                        bounded("device.model", device.model()),
                        bounded("device.serial", device.serial()),
                        bounded("device.os", device.os()),
                        bounded("device.agentVersion", device.agentVersion()),
                        List.of(call.address()),
                        more),
                call.address()));
        return new EnrolView(
                enrolled.device(),
                enrolled.number(),
                enrolled.name(),
                enrolled.certificates(),
                gateway.get(),
                enrolled.pins(),
                workspace,
                enrolled.group());
    }

    private static String bounded(String field, String text) {
        if (text.length() > MAX_TEXT) {
            throw new Problem.Invalid(field, "at most " + MAX_TEXT + " characters");
        }
        return Plain.text(text);
    }
}
