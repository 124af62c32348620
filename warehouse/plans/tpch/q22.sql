select cntrycode, count(*) as numcust, sum(c_acctbal) as totacctbal
from (select substring(c_phone, 1, 2) as cntrycode, c_acctbal
      from customer
           cross join (select avg(cast(c_acctbal as double)) as average
                       from customer
                       where c_acctbal > 0
                         and substring(c_phone, 1, 2) in ('13', '31', '23', '29', '30', '18', '17')) as all_of_them
      where substring(c_phone, 1, 2) in ('13', '31', '23', '29', '30', '18', '17')
        and cast(c_acctbal as double) > average
        and not exists (select * from orders where o_custkey = c_custkey)) as custsale
group by cntrycode
order by cntrycode
