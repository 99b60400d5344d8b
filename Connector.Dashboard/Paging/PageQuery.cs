using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;

namespace Connector.Dashboard.Paging;

/// <summary>Which part of a list is asked for over the API. Numbers out of range are refused before, see <see cref="Api.AddressRules"/>.</summary>
/// <param name="Skip">How many are left out, from the first.</param>
/// <param name="Take">How many at most.</param>
internal readonly record struct PageQuery(
    // At the properties: the description of the API fails where the parameters of such a record have attributes (.NET 10).
    [property: FromQuery(Name = "skip"), Range(0, PageQuery.MostSkip)] int? Skip,
    [property: FromQuery(Name = "take"), Range(1, PageQuery.MostTake)] int? Take)
{
    public const int MostSkip = 100_000;

    /// <summary>Whoever may read without the key gets no more at once.</summary>
    public const int MostTake = 500;

    /// <summary>The part of something long.</summary>
    public Page Page => new(Skip ?? 0, Take ?? Page.DefaultTake);

    /// <summary>The part of something that is read as a whole, as much as may be if nothing is said.</summary>
    public ItemList<T> Of<T>(IReadOnlyList<T> all) => new([.. all.Skip(Skip ?? 0).Take(Take ?? MostTake)], all.Count);
}
