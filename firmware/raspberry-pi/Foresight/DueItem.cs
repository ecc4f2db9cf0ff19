using DeviceMailAgent.RaspberryPi.Configuration;
using DeviceMailAgent.Status;

namespace DeviceMailAgent.RaspberryPi.Foresight;

/// <summary>One thing that the owner is told: an end within two weeks, or a refusal of today.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Diagnosis">What.</param>
/// <param name="Days">Until then; <see cref="Forecast.Unknown"/> for what has happened already.</param>
internal sealed record DueItem(AccountConfiguration Account, Diagnosis Diagnosis, int Days);
