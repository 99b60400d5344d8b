using System.CommandLine;
using System.Globalization;
using Connector.SuperOffice.Entities;

namespace Connector.Cli.Verifying;

/// <summary>A contact or a person, as people name it.</summary>
internal sealed record Entity(CrmEntity Kind, int Id)
{
    /// <summary>Where the API has it.</summary>
    public string Path => string.Create(CultureInfo.InvariantCulture, $"v1/{Kind}/{Id}");

    /// <summary>Such as <c>contact:4711</c>.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Kind.ToString().ToLowerInvariant()}:{Id}");

    public static Argument<string> Argument() => new("entity") { Description = "Such as contact:4711 or person:981." };

    /// <exception cref="CommandException">It is none.</exception>
    public static Entity Parse(string text) =>
        text.Split(':') is [var kind, var number]
        && (kind.ToLowerInvariant() switch { "contact" => CrmEntity.Contact, "person" => CrmEntity.Person, _ => (CrmEntity?)null }) is { } entity
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0
            ? new Entity(entity, id)
            : throw new CommandException(ExitCode.Usage, $"'{text}' names no contact or person: write contact:4711 or person:981.");
}
