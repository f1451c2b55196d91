package org.fairlead.thinclient.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fairlead.protocol.agent.Up;
import org.fairlead.protocol.catalogue.Block;
import org.fairlead.protocol.catalogue.Catalogue;

/** Obeys all blocks of the catalogue, one after the other. */
public final class Appliers {
    private final Catalogue catalogue;
    private final List<Applier> appliers;

    public Appliers(Catalogue catalogue, List<Applier> appliers) {
        this.catalogue = catalogue;
        this.appliers = List.copyOf(appliers);
    }

    public List<Up.BlockResult> apply(Map<String, Object> effective) {
        List<Up.BlockResult> results = new ArrayList<>();
        for (Block block : catalogue.blocks()) {
            results.add(result(block.id(), one(block.id(), effective)));
        }
        return results;
    }

    private Outcome one(String block, Map<String, Object> effective) {
        for (Applier applier : appliers) {
            if (applier.blocks().contains(block)) {
                try {
                    return applier.apply(block, effective);
                } catch (RuntimeException e) {
                    return new Outcome.Failed(String.valueOf(e.getMessage()));
                }
            }
        }
        return new Outcome.Unsupported("this version does not know the block");
    }

    private static Up.BlockResult result(String block, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Applied ignored -> new Up.BlockResult(block, Up.BlockResult.State.APPLIED, null);
            case Outcome.Failed failed -> new Up.BlockResult(block, Up.BlockResult.State.FAILED, failed.reason());
            case Outcome.Unsupported unsupported ->
                new Up.BlockResult(block, Up.BlockResult.State.UNSUPPORTED, unsupported.reason());
        };
    }
}
