/** The thin client itself, without screens: settings in force, server connection, commands. */
@NullMarked
package org.fairlead.thinclient.model;

import org.jspecify.annotations.NullMarked;
