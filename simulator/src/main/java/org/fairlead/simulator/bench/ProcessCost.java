package org.fairlead.simulator.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processor time and memory of a process and of those below it, as Linux tells them. */
final class ProcessCost {
    private static final double TICK_MILLIS = 10;

    private ProcessCost() {}

    /** Processor milliseconds of the processes and all their descendants, ended ones included. */
    static double cpuMillis(List<Long> roots) {
        double ticks = 0;
        for (long pid : tree(roots)) {
            String[] fields = fields(pid);
            if (fields.length > 15) {
                ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
                if (roots.contains(pid)) {
                    ticks += Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
                }
            }
        }
        return ticks * TICK_MILLIS;
    }

    /** Processor milliseconds of one process alone. */
    static double ownCpuMillis(long pid) {
        String[] fields = fields(pid);
        return fields.length > 15 ? (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_MILLIS : 0;
    }

    /** Resident memory of one process, in KiB. */
    static long residentKib(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
        } catch (IOException e) {
            return 0;
        }
        return 0;
    }

    static List<Long> tree(List<Long> roots) {
        List<Long> all = new ArrayList<>(roots);
        for (long root : roots) {
            ProcessHandle.of(root)
                    .ifPresent(process -> process.descendants().forEach(child -> {
                        if (!all.contains(child.pid())) {
                            all.add(child.pid());
                        }
                    }));
        }
        return all;
    }

    private static String[] fields(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        } catch (IOException e) {
            return new String[0];
        }
    }
}
