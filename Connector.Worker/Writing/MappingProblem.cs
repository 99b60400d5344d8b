using Connector.Jobs.Mapping;

namespace Connector.Worker.Writing;

/// <summary>What is the matter with a mapped field.</summary>
public enum MappingProblemKind
{
    /// <summary>The published layout has no field of that ProgId.</summary>
    Missing,

    /// <summary>The published layout has several.</summary>
    Ambiguous,

    /// <summary>It holds something else.</summary>
    WrongType,

    /// <summary>It is short for what goes there.</summary>
    TooShort,

    /// <summary>People cannot change it, so nobody can correct what we write; whether the API can write it, only a try tells.</summary>
    ReadOnly,

    /// <summary>People must fill it in, so that it is rarely empty.</summary>
    Mandatory,

    /// <summary>No route leads to the items of its list.</summary>
    NoList,
}

/// <summary>A finding about one mapped field.</summary>
/// <param name="Field">The enrichment field, one of <see cref="FieldNames"/>, or <c>input</c>.</param>
/// <param name="ProgId">The field it is mapped to.</param>
/// <param name="Kind">What is the matter.</param>
/// <param name="Blocks">True if nothing is written there; false if it is worth knowing.</param>
/// <param name="Text">The same for people.</param>
/// <param name="Nearest">Fields that may have been meant, the most likely first.</param>
public sealed record MappingProblem(
    string Field, string ProgId, MappingProblemKind Kind, bool Blocks, string Text, IReadOnlyList<FieldCandidate> Nearest)
{
    /// <summary>The kind in snake case, stable, for programs.</summary>
    public string Word => Kind switch
    {
        MappingProblemKind.Missing => "missing",
        MappingProblemKind.Ambiguous => "ambiguous",
        MappingProblemKind.WrongType => "wrong_type",
        MappingProblemKind.TooShort => "too_short",
        MappingProblemKind.ReadOnly => "read_only",
        MappingProblemKind.Mandatory => "mandatory",
        _ => "no_list",
    };

    /// <summary>What to say where there is one line: the text, and what may have been meant.</summary>
    public string Line => Nearest.Count == 0
        ? Text
        : $"{Text}; nearest: {string.Join(", ", Nearest.Select(n => $"{n.ProgId} ({n.Label})"))}";
}
