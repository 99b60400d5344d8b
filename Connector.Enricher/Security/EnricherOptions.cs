using Connector.ServiceDefaults.Secrets;
using Microsoft.Extensions.Options;

namespace Connector.Enricher.Security;

/// <summary>Who may ask, section <c>Enricher</c>.</summary>
public sealed class EnricherOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Enricher";

    /// <summary>
    /// Key that callers must send as Bearer token; 32 or more printable ASCII characters without spaces. Required where the enricher listens
    /// beyond loopback. Secret.
    /// </summary>
    public string? Key { get; set; }

    /// <summary>File that holds the key and nothing else, instead of <see cref="Key"/>. It may be exchanged without a restart.</summary>
    public string? KeyFile { get; set; }

    /// <summary>A second key that is taken too, while the key is exchanged. Default: none. Secret.</summary>
    public string? KeyPrevious { get; set; }

    /// <summary>File that holds it and nothing else, instead of <see cref="KeyPrevious"/>; missing or empty, there is none. Read again likewise.</summary>
    public string? KeyPreviousFile { get; set; }
}

/// <summary>Refuses a key that is none. Repeats nothing of it.</summary>
internal sealed class EnricherOptionsValidator : IValidateOptions<EnricherOptions>
{
    public ValidateOptionsResult Validate(string? name, EnricherOptions options) =>
        BearerKeys.Problems("Enricher:Key", options.Key, options.KeyFile, options.KeyPrevious, options.KeyPreviousFile).ToList() is { Count: > 0 } problems
            ? ValidateOptionsResult.Fail(string.Join(' ', problems))
            : ValidateOptionsResult.Success;
}
