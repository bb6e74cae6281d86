package io.gds.database.mssql;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * What clients of a group connect to.
 *
 * @param dnsName its name in the network
 * @param port the port; empty while the cluster has not told it
 * @param conformant whether it is as SQL Server makes it; others were made by the cluster's tools
 * @param distributedNetworkName whether it has no address of its own
 * @param addresses its addresses, each with its state in the server's word
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-catalog-views/sys-availability-group-listeners-transact-sql">sys.availability_group_listeners</a>
 */
public record MssqlListener(
    String dnsName,
    OptionalInt port,
    boolean conformant,
    boolean distributedNetworkName,
    List<Address> addresses) {
  /** Checks that nothing is missing, and takes a copy. */
  public MssqlListener {
    Objects.requireNonNull(dnsName, "dnsName");
    Objects.requireNonNull(port, "port");
    addresses = List.copyOf(addresses);
  }

  /**
   * An address of a listener.
   *
   * @param ip the address
   * @param state ONLINE, OFFLINE, ONLINE_PENDING or FAILURE
   */
  public record Address(String ip, String state) {
    /** Checks that nothing is missing. */
    public Address {
      Objects.requireNonNull(ip, "ip");
      Objects.requireNonNull(state, "state");
    }
  }
}
