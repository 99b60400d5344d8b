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
    public ValidateOptionsResult Validate(string? name, EnricherOptions options)
    {
        SharedKey.Read(options.Key, options.KeyFile, "Enricher:Key", out var problem);
        RotatingKey.Read(options.KeyPrevious, options.KeyPreviousFile, "Enricher:KeyPrevious", mayBeAbsent: true, out var problemOfPrevious);
        if (string.IsNullOrEmpty(options.Key) && string.IsNullOrEmpty(options.KeyFile)
            && !(string.IsNullOrEmpty(options.KeyPrevious) && string.IsNullOrEmpty(options.KeyPreviousFile)))
        {
            problemOfPrevious = "Enricher:KeyPrevious is for the time while Enricher:Key is exchanged: set Enricher:Key (or Enricher:KeyFile) too.";
        }

        return problem is null && problemOfPrevious is null
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(string.Join(' ', new[] { problem, problemOfPrevious }.OfType<string>()));
    }
}
