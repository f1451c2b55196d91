package org.fairlead.server.core.invite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fairlead.server.core.invite.Invitation.MailState;
import org.junit.jupiter.api.Test;

class FunnelTest {
    @Test
    void whoseLinkWasGivenWithoutAMailIsPastTheMailFromTheStart() {
        Funnel funnel = Funnel.of(List.of(
                new InvitationStore.Tally(Step.QUEUED.rank(), "", "", MailState.QUEUED, 4),
                new InvitationStore.Tally(Step.SENT.rank(), "", "", MailState.SENT, 3),
                new InvitationStore.Tally(0, "", "", MailState.NONE, 2),
                new InvitationStore.Tally(Step.LANDED.rank(), "ios", "", MailState.NONE, 1)));
        assertThat(funnel.invitations()).isEqualTo(10);
        assertThat(funnel.withoutMail()).isEqualTo(3);
        assertThat(funnel.stages().stream().map(Funnel.FunnelStage::count))
                .containsExactly(10L, 6L, 1L, 1L, 0L, 0L, 0L);
    }

    @Test
    void whatStopsThemIsCountedBesideTheStages() {
        Funnel funnel = Funnel.of(List.of(
                new InvitationStore.Tally(Step.QUEUED.rank(), "", "", MailState.BOUNCED, 2),
                new InvitationStore.Tally(Step.QUEUED.rank(), "", "", MailState.DEFERRED, 3),
                new InvitationStore.Tally(Step.LANDED.rank(), "ios", "no-apple-push", MailState.SENT, 5)));
        assertThat(funnel.bounced()).isEqualTo(2);
        assertThat(funnel.deferred()).isEqualTo(3);
        assertThat(funnel.blocked()).containsExactly(java.util.Map.entry("no-apple-push", 5L));
        assertThat(funnel.platforms()).containsExactly(java.util.Map.entry("ios", 5L));
        assertThat(funnel.withoutMail()).isZero();
    }
}
