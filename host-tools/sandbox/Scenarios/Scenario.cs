using System.Collections.Generic;

namespace DeviceMailAgent.Sandbox.Scenarios;

/// <summary>A bad day at the provider, to practise on.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Sees">What the technician will see.</param>
/// <param name="Faults">The faults that it sets.</param>
/// <param name="Diagnosis">The number that <c>devicemail</c> lands on, as <c>devicemail explain</c> knows it; 0: nothing is wrong.</param>
/// <param name="Provider">The only profile that it is for; null: any.</param>
public sealed record Scenario(string Name, string Sees, IReadOnlyList<string> Faults, int Diagnosis, ProviderProfile? Provider = null);
