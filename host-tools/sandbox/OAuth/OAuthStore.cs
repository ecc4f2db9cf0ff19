using Microsoft.EntityFrameworkCore;

namespace DeviceMailAgent.Sandbox.OAuth;

/// <summary>Where OpenIddict keeps its clients, authorizations and tokens: in memory, a database for each sandbox.</summary>
internal sealed class OAuthStore(DbContextOptions<OAuthStore> options) : DbContext(options);
