using System;

namespace DeviceMailAgent;

/// <summary>
/// Marks a method that may allocate since no mail is ever behind it: it runs at start, or when a tool asks over the control channel (the words of
/// <see cref="Control.ControlErrors"/> and <see cref="Control.ControlVerbs"/>). Everything else outside constructors and static initialisers must not:
/// tests/NanoGate reads this mark from the compiled code, and refuses a call of it from what is not marked.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Property)]
public sealed class StartUpAttribute : Attribute
{
}
