using System;

namespace DeviceMailAgent;

/// <summary>
/// Marks a method that runs at start only and may therefore allocate. Everything else outside constructors and
/// static initialisers must not: tests/NanoGate reads this mark from the compiled code.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Property)]
public sealed class StartUpAttribute : Attribute
{
}
