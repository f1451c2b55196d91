package org.fairlead.thinclient.ui;

import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.FlowLayout;
import java.util.Locale;
import javax.swing.BorderFactory;
import javax.swing.JPanel;
import javax.swing.Timer;
import org.fairlead.protocol.codes.CodeGroup;
import org.fairlead.protocol.codes.CodeText;
import org.fairlead.thinclient.codes.Answered;
import org.fairlead.thinclient.codes.Pending;
import org.fairlead.thinclient.state.Values;

/** The request code, how to reach the administrator, and boxes for the answer. Event thread only. */
final class ApprovalDialog {
    private static final int WIDTH = 900;
    private final ApprovalFlow flow;
    private final Ui ui;
    private final Pending pending;
    private final CodeField field;
    private final Line countdown;
    private final Label state;
    private final Btn confirm;
    private final Timer timer = new Timer(250, event -> tick());
    private boolean over;
    private boolean checking;

    ApprovalDialog(ApprovalFlow flow, Pending pending) {
        this.flow = flow;
        this.ui = flow.ui();
        this.pending = pending;
        this.countdown = new Line(ui.theme(), Icon.CLOCK, "", ui.theme().accent, 17);
        this.state = ui.muted("", 15, 590);
        this.confirm = new Btn(ui.theme(), Btn.Kind.PRIMARY, Icon.CHECK, ui.say("approval.confirm"), this::send);
        int groups = flow.certificate() ? CodeText.LONG_GROUPS : CodeText.SHORT_GROUPS;
        this.field = new CodeField(ui, groups, CodeText.SHORT_GROUPS, this::typed, this::send);
    }

    void show() {
        Card card = new Card(ui.theme(), 28);
        JPanel head = new Snug();
        head.setLayout(new BorderLayout());
        head.setOpaque(false);
        head.setAlignmentX(JPanel.LEFT_ALIGNMENT);
        head.add(new Line(ui.theme(), flow.icon(), ui.say(flow.key() + ".title"), ui.theme().accent, 22));
        head.add(countdown, BorderLayout.EAST);
        head.setPreferredSize(new Dimension(ui.px(WIDTH), head.getPreferredSize().height));
        card.add(head);
        card.add(ui.gap(6));
        card.add(ui.text(flow.what(), 16, WIDTH));
        card.add(ui.gap(16));
        JPanel middle = new JPanel(new BorderLayout(ui.px(28), 0));
        middle.setOpaque(false);
        middle.setAlignmentX(JPanel.LEFT_ALIGNMENT);
        middle.add(steps(), BorderLayout.CENTER);
        middle.add(side(), BorderLayout.EAST);
        card.add(middle);
        card.add(ui.gap(16));
        Btn cancel = new Btn(ui.theme(), Btn.Kind.SECONDARY, null, ui.say("approval.cancel"), this::cancel);
        card.add(ui.row(FlowLayout.RIGHT, cancel, confirm));
        tick();
        typed();
        ui.overlay().show("approval:" + pending.action().name().toLowerCase(Locale.ROOT), card, field.first());
        timer.start();
    }

    private JPanel steps() {
        JPanel steps = ui.column();
        steps.add(ui.title(ui.say("approval.tell"), 17, 590));
        steps.add(ui.gap(8));
        steps.add(new CodeView(ui, pending.code(), ui.say("approval.code")));
        steps.add(ui.gap(24));
        steps.add(ui.title(ui.say("approval.enter"), 17, 590));
        steps.add(ui.gap(8));
        steps.add(field);
        steps.add(ui.gap(10));
        JPanel room = ui.column();
        room.add(state);
        room.setPreferredSize(new Dimension(ui.px(590), ui.px(44)));
        steps.add(room);
        return steps;
    }

    private JPanel side() {
        JPanel side = ui.column();
        side.setBorder(BorderFactory.createEmptyBorder(ui.px(4), 0, 0, 0));
        side.add(new QrView(ui, pending.code(), 168, ui.say("approval.qr")));
        side.add(ui.gap(6));
        side.add(ui.muted(ui.say("approval.qr"), 13, 250));
        side.add(ui.gap(16));
        side.add(new Line(ui.theme(), Icon.PERSON, ui.say("approval.contact"), ui.theme().accent, 15));
        String contacts = Values.text(ui.client().view().values(), "general.contacts.text");
        side.add(ui.text(contacts.isEmpty() ? ui.say("approval.contact.none") : contacts, 15, 250));
        side.setPreferredSize(new Dimension(ui.px(258), side.getPreferredSize().height));
        return side;
    }

    private void tick() {
        if (!over && !confirm.isShowing() && timer.isRunning() && !checking) {
            timer.stop();
            return;
        }
        long left = flow.guarded().left(pending);
        boolean urgent = left < 60_000;
        countdown.show(
                Icon.CLOCK, ui.say("approval.left", flow.time(left)), urgent ? ui.theme().warning : ui.theme().accent);
        if (left <= 0 && !checking) {
            end(ui.say("approval.expired"));
        }
    }

    private void typed() {
        if (over || checking) {
            return;
        }
        confirm.setEnabled(field.whole());
        CodeGroup wrong = field.wrong();
        if (wrong != null) {
            tell(ui.say("approval.wrong." + wrong.problem(), wrong.index()), true);
        } else if (state.text().isEmpty() || !field.text().isEmpty()) {
            tell(ui.say("approval.tries", tries()), false);
        }
    }

    private int tries() {
        Pending now = flow.guarded().pending();
        return now == null ? 0 : now.triesLeft();
    }

    private void tell(String text, boolean problem) {
        state.setForeground(problem ? ui.theme().critical : ui.theme().muted);
        state.text(text);
        state.repaint();
        ui.overlay().problem(problem ? text : "");
    }

    private void send() {
        if (over || checking) {
            return;
        }
        if (!field.whole()) {
            field.focusWrong();
            return;
        }
        checking = true;
        confirm.setEnabled(false);
        field.editable(false);
        tell(ui.say("approval.checking"), false);
        String code = field.text();
        ui.background(() -> flow.guarded().answer(code), this::answered, error -> {
            checking = false;
            timer.stop();
            flow.broken(error);
        });
    }

    private void answered(Answered answer) {
        checking = false;
        field.editable(true);
        switch (answer) {
            case Answered.Wrong wrong -> {
                field.clear();
                tell(ui.say("approval.wrong", wrong.triesLeft()), true);
            }
            case Answered.Exhausted ignored -> end(ui.say("approval.exhausted"));
            case Answered.Expired ignored -> end(ui.say("approval.expired"));
            case Answered.None ignored -> end(ui.say("approval.none"));
            case Answered.Closed closed -> tell(ui.say("approval.closed", flow.time(closed.millis())), true);
            case Answered.NotWhole ignored -> field.focusWrong();
            case Answered.Done ignored -> {
                timer.stop();
                flow.ended(answer);
            }
            case Answered.Failed ignored -> {
                timer.stop();
                flow.ended(answer);
            }
        }
    }

    /** Nothing can be answered any more: what remains is a new request. */
    private void end(String text) {
        over = true;
        timer.stop();
        field.editable(false);
        confirm.setEnabled(false);
        Card card = new Card(ui.theme(), 28);
        card.add(new Line(ui.theme(), Icon.ALERT, ui.say(flow.key() + ".title"), ui.theme().warning, 22));
        card.add(ui.gap(12));
        card.add(ui.text(text, 17, 560));
        card.add(ui.gap(24));
        Btn close = new Btn(ui.theme(), Btn.Kind.SECONDARY, null, ui.say("button.close"), ui.overlay()::close);
        Btn anew = new Btn(ui.theme(), Btn.Kind.PRIMARY, null, ui.say("approval.anew"), flow::start);
        card.add(ui.row(FlowLayout.RIGHT, close, anew));
        ui.overlay().show("approval-over", card, close);
        ui.overlay().problem(text);
    }

    private void cancel() {
        timer.stop();
        ui.overlay().close();
        ui.background(
                () -> {
                    flow.guarded().cancel();
                    return true;
                },
                ignored -> {},
                flow::broken);
    }
}
