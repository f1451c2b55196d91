package org.fairlead.server.core.confirm;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.Wire;
import org.fairlead.server.core.device.DeviceRef;
import org.jspecify.annotations.Nullable;

/** Keeps the secrets behind offline codes, sealed, and which device holds which of them. */
public interface SecretStore {
    /** What a group's secret is for. */
    enum Purpose implements Wire {
        /** Keys of single devices come from it; it never leaves the server. */
        CERTIFICATE("certificate"),
        /** The key that all devices of the group share comes from it. */
        GROUP("group");

        private final String wire;

        Purpose(String wire) {
            this.wire = wire;
        }

        @Override
        public String wire() {
            return wire;
        }
    }

    /**
     * A secret of a group.
     *
     * @param origin workspace that made it: this one, or another whose secrets were imported
     * @param retired handed out and answered no more
     */
    record GroupSecret(
            UUID origin,
            UUID group,
            Purpose purpose,
            int epoch,
            byte[] sealed,
            String groupName,
            String workspaceName,
            Instant madeAt,
            boolean retired) {
        /** The same with other sealed bytes. */
        public GroupSecret withSealed(byte[] other) {
            return new GroupSecret(origin, group, purpose, epoch, other, groupName, workspaceName, madeAt, retired);
        }
    }

    /** A device's own secret. */
    record DeviceSecret(UUID device, int epoch, byte[] sealed, Instant madeAt) {}

    /** How a device stands with its keys. */
    record DeviceRow(
            int epoch,
            @Nullable Instant madeAt,
            boolean rotate,
            @Nullable UUID certificateGroup,
            String sentVersion,
            Map<String, @Nullable Object> sentGroups) {}

    /** Epochs of this workspace's groups, those in use. */
    Map<UUID, Map<Purpose, Integer>> epochs(Tx tx);

    /** The secrets of this workspace's groups, the newest three of each purpose. */
    List<GroupSecret> ofGroups(Tx tx, Collection<UUID> groups);

    /** Certificate secrets of every origin whose epoch ends in these two bits, the newest three of each group. */
    List<GroupSecret> certificateSecrets(Tx tx, int epochBits);

    /** Every secret of this workspace's groups that still counts. */
    List<GroupSecret> all(Tx tx);

    /** Adds a secret unless there is one of this epoch; says whether it did. */
    boolean insert(Tx tx, GroupSecret secret);

    /** Retires the shared secrets of a group below an epoch. */
    void retire(Tx tx, UUID group, int belowEpoch);

    /** Groups whose newest secret of this purpose was made before. */
    List<UUID> madeBefore(Tx tx, Purpose purpose, Instant before);

    /** Groups that devices have left, whose shared secret is older than this. */
    List<UUID> left(Tx tx, Instant madeBefore);

    void forgetLeft(Tx tx, UUID group);

    /** These devices leave these groups: their own secrets are due. */
    void left(Tx tx, Collection<DeviceRef> devices, Collection<UUID> groups, Instant now);

    /** The row of a device, taken; made when it is missing. */
    DeviceRow lockDevice(Tx tx, UUID device);

    /** Group whose certificate key the device was given last. */
    @Nullable
    UUID certificateGroup(Tx tx, UUID device);

    /** The newest three. */
    List<DeviceSecret> ofDevice(Tx tx, UUID device);

    /** Whether this server had given the device a secret of this epoch at that time. */
    boolean gave(Tx tx, UUID device, int epoch, Instant at);

    /** Whether this server knows a secret of this group and epoch, its own or an imported one. */
    boolean knows(Tx tx, UUID group, Purpose purpose, int epoch);

    void insert(Tx tx, DeviceSecret secret);

    /** These keys go to the device now. */
    void sent(Tx tx, UUID device, String version, UUID certificateGroup, Map<String, Integer> groups);

    /** The device has stored what was sent last under this version. */
    void held(Tx tx, UUID device, String version, Instant now);

    /** Connected devices whose own secret is due. */
    List<UUID> dueOnline(Tx tx, Instant madeBefore, int limit);
}
