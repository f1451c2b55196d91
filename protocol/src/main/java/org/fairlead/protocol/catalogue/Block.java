package org.fairlead.protocol.catalogue;

import java.util.List;

/**
 * The settings that a policy locks together.
 *
 * @param id section.block
 * @param right right that is needed to change them, for example {@code settings.system}
 */
public record Block(String id, Text title, Text help, String right, List<Setting> settings) {
    /** Identifier of the section that the block belongs to. */
    public String section() {
        return id.substring(0, id.indexOf('.'));
    }
}
