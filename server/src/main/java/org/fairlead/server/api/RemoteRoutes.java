package org.fairlead.server.api;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.remote.RdpFile;
import org.fairlead.server.core.remote.RemoteAccess;

/** Remote management: how a device is reached by RDP, its password for those who may see it, and the end of a visit. */
public final class RemoteRoutes implements Routes {
    private final RemoteAccess remote;

    public RemoteRoutes(RemoteAccess remote) {
        this.remote = remote;
    }

    /** The present password, shown now. */
    record RemotePassword(String password) {}

    /** The devices that somebody manages now. */
    record ManagedDevices(List<RemoteAccess.ManagedDevice> items) {}

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(
                Route.get("/remote/visits", ManagedDevices.class)
                        .rule(Access.right(Right.VIEW))
                        .summary("Who manages which devices by RDP now")
                        .handle(call -> new ManagedDevices(remote.visits(call.caller()))),
                Route.get("/devices/{id}/remote", RemoteAccess.ConnectionData.class)
                        .rule(Access.right(Right.VIEW))
                        .summary("How administrators reach the device by RDP, without the password, and who is there")
                        .handle(call -> remote.access(call.caller(), call.pathId("id"))),
                Route.post("/devices/{id}/remote/reveal", Void.class, RemotePassword.class)
                        .rule(Access.stepUp(Right.REMOTE_CREDENTIALS))
                        .summary("Shows the present RDP password; the audit log and the device hear of it")
                        .handle(call -> new RemotePassword(remote.reveal(call.caller(), call.pathId("id")))),
                Route.download("/devices/{id}/remote/file")
                        .rule(Access.right(Right.REMOTE_CREDENTIALS))
                        .summary("A file for RDP clients, without the password")
                        .handle(this::file),
                Route.post("/devices/{id}/remote/end", Void.class, RemoteAccess.ConnectionData.class)
                        .rule(Access.right(Right.REMOTE_CREDENTIALS))
                        .summary("Ends an administrator's connection to the device")
                        .handle(call -> {
                            remote.end(call.caller(), call.pathId("id"));
                            return remote.access(call.caller(), call.pathId("id"));
                        }));
    }

    private Download file(Call<Void> call) {
        RdpFile file = remote.file(call.caller(), call.pathId("id"));
        return call.stream(
                "application/x-rdp",
                file.name(),
                out -> out.write(file.content().getBytes(StandardCharsets.UTF_8)));
    }
}
