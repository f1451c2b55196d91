package org.fairlead.android.core.policy;

import java.util.List;

/** What one block of settings means on this phone: steps to take, and what it cannot do with the reasons. */
public record BlockPlan(String block, List<Step> steps, List<String> unsupported) {}
