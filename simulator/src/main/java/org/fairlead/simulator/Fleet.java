package org.fairlead.simulator;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.fairlead.protocol.agent.DeviceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Thousands of simulated thin clients in one process: the agent's own session, real TLS with a certificate each, shared
 * event loops. Methods may be called by any thread.
 */
public final class Fleet implements AutoCloseable {
    private static final int LOOPS = 2;
    private static final int ENROL_AT_ONCE = 8;
    private static final long EVENT_STEP_MILLIS = 50;

    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(LOOPS, NioIoHandler.newFactory());
    private final List<SimulatedDevice> devices = new CopyOnWriteArrayList<>();
    private final Counters counters = new Counters();
    private final Connector connector;
    private final @Nullable Journal journal;
    private final AtomicInteger nextIndex = new AtomicInteger();
    private volatile long returnWithin;
    private double owedEvents;
    private int nextEvent;

    public Fleet(ServerTrust trust, @Nullable Journal journal) throws IOException {
        this.connector = new Connector(new ClientTls(trust));
        this.journal = journal;
    }

    /** Lets devices return within this time after every loss, instead of the delays that real ones keep. */
    public void returnWithin(long millis) {
        returnWithin = millis;
    }

    long returnWithin() {
        return returnWithin;
    }

    /** Enrols so many devices and starts them once enrolled; throws the first refusal. */
    public void enrol(EnrolClient client, int count, Behaviour behaviour, @Nullable String token)
            throws IOException, InterruptedException {
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        Semaphore permits = new Semaphore(ENROL_AT_ONCE);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count && failure.get() == null; i++) {
                permits.acquire();
                executor.execute(() -> {
                    try {
                        int index = nextIndex.getAndIncrement();
                        Identity identity = client.enrol(Reports.info(index, behaviour), token);
                        add(index, identity, behaviour).start(0);
                    } catch (IOException | InterruptedException | RuntimeException e) {
                        failure.compareAndSet(null, e);
                    } finally {
                        permits.release();
                    }
                });
            }
        }
        switch (failure.get()) {
            case null -> {}
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Exception e -> throw new IOException(e);
        }
    }

    /** Adds devices that have their identities already and starts them, spread evenly over the time. */
    public void start(List<Identity> identities, Behaviour behaviour, long spreadMillis) {
        List<SimulatedDevice> added = identities.stream()
                .map(identity -> new SimulatedDevice(
                        nextIndex.getAndIncrement(),
                        identity,
                        behaviour,
                        this,
                        loops.next().next()))
                .toList();
        devices.addAll(added);
        for (int i = 0; i < added.size(); i++) {
            added.get(i).start(spreadMillis * i / added.size());
        }
    }

    private SimulatedDevice add(int index, Identity identity, Behaviour behaviour) {
        SimulatedDevice device = new SimulatedDevice(
                index, identity, behaviour, this, loops.next().next());
        devices.add(device);
        return device;
    }

    /** Lets events happen, evenly over all devices, so many a second. */
    public void events(double perSecond) {
        loops.next()
                .scheduleAtFixedRate(
                        () -> {
                            List<SimulatedDevice> all = devices;
                            owedEvents += perSecond * EVENT_STEP_MILLIS / 1000;
                            for (; owedEvents >= 1 && !all.isEmpty(); owedEvents--) {
                                all.get(nextEvent++ % all.size()).emit();
                            }
                        },
                        EVENT_STEP_MILLIS,
                        EVENT_STEP_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    /** Cuts every connection at once. */
    public void cutAll() {
        devices.forEach(SimulatedDevice::cut);
    }

    public List<SimulatedDevice> devices() {
        return devices;
    }

    public Counters.Reading read() {
        return counters.read();
    }

    /** Waits until the counters are so; false when the time is over first. */
    public boolean await(Predicate<Counters.Reading> condition, long timeoutMillis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        while (!condition.test(counters.read())) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(5);
        }
        return true;
    }

    Counters counters() {
        return counters;
    }

    Connector connector() {
        return connector;
    }

    void acknowledged(String device, DeviceRecord record) {
        counters.acknowledged.increment();
        if (journal != null) {
            journal.acknowledged(device, record);
        }
    }

    void executed(String device, String command) {
        counters.executed.increment();
        if (journal != null) {
            journal.executed(device, command);
        }
    }

    /** Stops all devices; the journal stays open. */
    @Override
    public void close() {
        devices.forEach(SimulatedDevice::stop);
        loops.shutdownGracefully(100, 2_000, TimeUnit.MILLISECONDS).syncUninterruptibly();
    }
}
