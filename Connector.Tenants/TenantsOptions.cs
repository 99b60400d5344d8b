using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Connector.Tenants;

/// <summary>Where further tenants are described, section <c>Tenants</c>; the same for every service.</summary>
public sealed class TenantsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Tenants";

    /// <summary>The directory with the files of further tenants, see <see cref="TenantSettings"/>. Default: none.</summary>
    public string Directory { get; set; } = "";

    /// <summary>How often that directory is read again: 100 ms to 1 h. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00", ErrorMessage = "Tenants:ReadEvery must be between {1} and {2}.")]
    public TimeSpan ReadEvery { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>A directory that is not there at the start is a slip of the pen; one that goes away later is a volume's trouble.</summary>
internal sealed class TenantsOptionsRules : IValidateOptions<TenantsOptions>
{
    public ValidateOptionsResult Validate(string? name, TenantsOptions options) =>
        options.Directory.Length > 0 && !Directory.Exists(options.Directory)
            ? ValidateOptionsResult.Fail("Tenants:Directory is not an existing directory.")
            : ValidateOptionsResult.Success;
}
