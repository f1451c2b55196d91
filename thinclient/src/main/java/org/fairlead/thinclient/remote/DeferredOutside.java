package org.fairlead.thinclient.remote;

import java.util.List;
import java.util.Map;
import org.fairlead.protocol.agent.Up;
import org.jspecify.annotations.Nullable;

/** Stands for the rest of the thin client while it is being put together; says nothing to anybody before {@link #is}. */
public final class DeferredOutside implements Outside {
    private volatile @Nullable Outside real;

    public void is(Outside outside) {
        real = outside;
    }

    @Override
    public void tell(String code, Map<String, Object> details) {
        Outside outside = real;
        if (outside != null) {
            outside.tell(code, details);
        }
    }

    @Override
    public void access(Up.RemoteAccess access) {
        Outside outside = real;
        if (outside != null) {
            outside.access(access);
        }
    }

    @Override
    public void state(Up.RemoteState state) {
        Outside outside = real;
        if (outside != null) {
            outside.state(state);
        }
    }

    @Override
    public List<String> addresses() {
        Outside outside = real;
        return outside == null ? List.of() : outside.addresses();
    }

    @Override
    public String language() {
        Outside outside = real;
        return outside == null ? "en" : outside.language();
    }
}
