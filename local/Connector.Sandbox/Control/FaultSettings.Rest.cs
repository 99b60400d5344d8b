using System.ComponentModel.DataAnnotations;

namespace Connector.Sandbox.Control;

// What the REST API does where its documents are silent or contradict each other.
public sealed partial record FaultSettings
{
    /// <summary>Which preconditions a save heeds. Default <see cref="Control.Preconditions.Both"/>.</summary>
    public Preconditions Preconditions { get; init; } = Preconditions.Both;

    /// <summary>Whether a PATCH takes a path into <c>CustomFields</c>; else 400. Default true.</summary>
    public bool LeafFieldPaths { get; init; } = true;

    /// <summary>Whether <c>CustomFields</c> is filled; versions of 2020 fill only <c>UserDefinedFields</c>. Default true.</summary>
    public bool CustomFields { get; init; } = true;

    /// <summary>Whether user-defined numbers are read as <c>5</c>, not <c>[I:5]</c>. Default false.</summary>
    public bool PlainNumbers { get; init; }

    /// <summary>Id of a list that is 404 wherever it is asked for, 0 for none. Default 0.</summary>
    [Range(0, int.MaxValue)]
    public int MissingListId { get; init; }

    /// <summary>ProgId of a published field that is gone: no layout and no entity has it, and a save of it is 400. Default: none.</summary>
    [StringLength(60)]
    public string? MissingField { get; init; }

    /// <summary>Whether a 400 of a save says what is wrong. Default true.</summary>
    public bool ExplainsRefusals { get; init; } = true;

    /// <summary>Records such as <c>contact:4711</c> that this user may read and not change: saving or deleting one is 403. At most 100. Default: none.</summary>
    [MaxLength(100)]
    public IReadOnlyList<string>? Unwritable { get; init; }

    /// <summary>
    /// User-defined fields such as <c>contact:4711 SuperOffice:84</c> that this user may read and not change: a save that changes one is 403. At most 100.
    /// Default: none.
    /// </summary>
    [MaxLength(100)]
    public IReadOnlyList<string>? UnwritableFields { get; init; }

    /// <summary>Whether the <c>TableRight</c> of such a record, and the <c>FieldRight</c> of such a field, says so. Default true.</summary>
    public bool TableRights { get; init; } = true;

    /// <summary>Rows of a search that does not say <c>$top</c>. Default 50.</summary>
    [Range(1, 1000)]
    public int PageSize { get; init; } = 50;

    /// <summary>Whether the <c>PrimaryKey</c> of a search's row is a number, as in the description, not a text, as recorded. Default false.</summary>
    public bool NumericPrimaryKeys { get; init; }

    /// <summary>Whether a search knows <c>le</c> and <c>ge</c>, which fail in SuperOffice's own samples. Default false.</summary>
    public bool OrEqualOperators { get; init; }
}
