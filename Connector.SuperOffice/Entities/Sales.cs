using Connector.SuperOffice.Calls;

namespace Connector.SuperOffice.Entities;

/// <summary>Sales.</summary>
public sealed class Sales
{
    private readonly EntityCalls<SaleRecord> _calls;

    internal Sales(ApiCaller api, WritePrecondition precondition) => _calls = new(api, CrmEntity.Sale, precondition, RecordReader.Sale);

    /// <summary>The sale, or null if there is none (404).</summary>
    public Task<SaleRecord?> GetAsync(int saleId, CancellationToken cancellationToken) => _calls.GetAsync(saleId, cancellationToken);

    /// <summary>A blank sale with the tenant's defaults.</summary>
    public Task<RecordDraft> GetDefaultAsync(CancellationToken cancellationToken) => _calls.DefaultAsync(cancellationToken);

    /// <summary>Creates a sale from the tenant's defaults.</summary>
    public Task<SaleRecord> CreateAsync(NewSale sale, CancellationToken cancellationToken) => _calls.CreateAsync(sale, cancellationToken);

    /// <summary>Creates a sale from a draft that began as <see cref="GetDefaultAsync"/>.</summary>
    public Task<SaleRecord> CreateAsync(RecordDraft draft, CancellationToken cancellationToken) => _calls.CreateAsync(draft, cancellationToken);

    /// <summary>Replaces a whole sale by a draft that began as <see cref="CrmRecord.Raw"/>.</summary>
    public Task<SaleRecord> ReplaceAsync(RecordDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return _calls.ReplaceAsync(draft, cancellationToken);
    }
}
