using System.Globalization;

namespace Connector.Jobs.Accounts;

/// <summary>Which of SuperOffice's entities we work on.</summary>
public enum EntityKind
{
    /// <summary>A company.</summary>
    Contact,

    /// <summary>A human at a company.</summary>
    Person,
}

/// <summary>
/// The unit of fingerprint, enrichment, ledger and PATCH: one contact or one person.
/// </summary>
/// <param name="Kind">Contact or person.</param>
/// <param name="Id">The entity's primary key in SuperOffice.</param>
public readonly record struct EntityKey(EntityKind Kind, int Id)
{
    /// <summary>The contact with this id.</summary>
    public static EntityKey Contact(int id) => new(EntityKind.Contact, id);

    /// <summary>The person with this id.</summary>
    public static EntityKey Person(int id) => new(EntityKind.Person, id);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">The text is no entity key.</exception>
    public static EntityKey Parse(string text) => TryParse(text, out var key)
        ? key
        : throw new FormatException($"'{text}' is no entity key; expected contact:<id> or person:<id>.");

    /// <summary>Reads what <see cref="ToString"/> wrote, in any case.</summary>
    public static bool TryParse(string text, out EntityKey key)
    {
        var parts = text.Split(':');
        EntityKind? kind = parts[0].ToUpperInvariant() switch { "CONTACT" => EntityKind.Contact, "PERSON" => EntityKind.Person, _ => null };
        var known = int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var id) && parts.Length == 2 && kind is not null;
        key = known ? new EntityKey(kind!.Value, id) : default;
        return known;
    }

    /// <summary><c>contact:4711</c> or <c>person:981</c>: how keys, records and pages spell it.</summary>
    public override string ToString() => Kind == EntityKind.Contact ? $"contact:{Id}" : $"person:{Id}";
}
