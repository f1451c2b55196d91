package org.fairlead.server.core.invite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How far invitations came, in total: each stage counts those that reached it or went past it. Whose link was given without
 * a mail is past the mail from the start.
 *
 * @param withoutMail how many were given as link or code only
 */
public record Funnel(
        long invitations,
        long withoutMail,
        List<FunnelStage> stages,
        Map<String, Long> platforms,
        Map<String, Long> blocked,
        long deferred,
        long bounced) {
    /** A step and how many came so far. */
    public record FunnelStage(Step step, long count) {}

    static Funnel of(List<InvitationStore.Tally> tallies) {
        List<FunnelStage> stages = new ArrayList<>();
        for (Step step : Step.values()) {
            if (step.rank() > 0) {
                stages.add(new FunnelStage(
                        step,
                        tallies.stream()
                                .filter(t -> reached(t) >= step.rank())
                                .mapToLong(InvitationStore.Tally::count)
                                .sum()));
            }
        }
        Map<String, Long> platforms = new LinkedHashMap<>();
        Map<String, Long> blocked = new LinkedHashMap<>();
        long deferred = 0;
        long bounced = 0;
        long all = 0;
        long withoutMail = 0;
        for (InvitationStore.Tally tally : tallies) {
            all += tally.count();
            withoutMail += tally.mail() == Invitation.MailState.NONE ? tally.count() : 0;
            if (!tally.platform().isEmpty()) {
                platforms.merge(tally.platform(), tally.count(), Long::sum);
            }
            if (!tally.blocked().isEmpty()) {
                blocked.merge(tally.blocked(), tally.count(), Long::sum);
            }
            deferred += tally.mail() == Invitation.MailState.DEFERRED ? tally.count() : 0;
            bounced += tally.mail() == Invitation.MailState.BOUNCED ? tally.count() : 0;
        }
        return new Funnel(all, withoutMail, stages, platforms, blocked, deferred, bounced);
    }

    private static int reached(InvitationStore.Tally tally) {
        return tally.mail() == Invitation.MailState.NONE
                ? Math.max(tally.reached(), Step.SENT.rank())
                : tally.reached();
    }
}
